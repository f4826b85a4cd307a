"""What talking to the Hugging Face hub may raise."""


def hub_errors() -> tuple[type[Exception], ...]:
    """No connection, offline mode, or an answer that gives no files: unknown id, gated, a server's fault.

    What the disk refuses is none of these, although it is an OSError as many of them are.
    """
    import httpx2
    from huggingface_hub.errors import FileMetadataError, LocalEntryNotFoundError, XetDownloadError

    transport = (httpx2.HTTPError, ConnectionError, TimeoutError)
    return (*transport, FileMetadataError, LocalEntryNotFoundError, XetDownloadError)
