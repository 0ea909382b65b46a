"""A page of text to its stories, step by step; rag/page.py is the door.

lines (rows with their places in the file) -> furniture, pointers (what is no story) -> wrap (hard line breaks) ->
heads, judge, asides, settle, kinds (titles, bylines, captions, body) -> runs, flow, left (which piece goes on where) -> story (articles with parts).
"""
