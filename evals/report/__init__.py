"""The report of an eval run: typed data, one page for people, JSON for machines."""

from whyrec.evals.report._compare import compare, difference
from whyrec.evals.report._html import render
from whyrec.evals.report._plot import Plot, Series
from whyrec.evals.report._table import Cell, Column, Table, Value
from whyrec.evals.report._types import Candidate, CaseView, Check, Fact, Report, Section
from whyrec.evals.report._write import read, schema, write

__all__ = [
    "Candidate",
    "CaseView",
    "Cell",
    "Check",
    "Column",
    "Fact",
    "Plot",
    "Report",
    "Section",
    "Series",
    "Table",
    "Value",
    "compare",
    "difference",
    "read",
    "render",
    "schema",
    "write",
]
