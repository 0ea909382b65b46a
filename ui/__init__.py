"""问据 on a screen: the chat page. ``ui.page.launch(library)`` opens it; importing ``ui`` alone loads nothing heavy."""
