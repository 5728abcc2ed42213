"""The typed shapes of all answers of the API; from them come its OpenAPI document and the types of the app."""
