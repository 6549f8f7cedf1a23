"""What a user says in words."""
