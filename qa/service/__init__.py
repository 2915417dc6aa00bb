"""`budgetqa serve`: questions over HTTP, for programs and for chat front ends that speak OpenAI's language."""
