"""What people look at: answers and costings on the terminal, the bilingual report, its charts."""
