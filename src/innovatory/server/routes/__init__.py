"""The addresses of the API, one file for each page of the app: what each may be asked, and which answer it gives."""
