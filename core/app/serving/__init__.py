"""What the server does itself, around the script that Streamlit runs."""
