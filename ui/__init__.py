"""问据 on a screen: the chat page. ``ui.page.launch(library)`` opens it; importing ``ui`` alone loads nothing heavy."""

import os

# Before any module here imports gradio: nothing is sent anywhere.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
