"""The web page: server-rendered, in English and Chinese, readable without JavaScript."""
