"""Scripts that learn what ships in ``rag/data`` from composed questions. Nothing here runs when a question is asked."""
