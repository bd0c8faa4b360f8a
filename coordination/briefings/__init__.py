"""Briefings: documents of figures, tables, quotations and words, made anew at the moment they are asked for."""
