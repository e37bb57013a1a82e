"""Pictures and documents from strangers: what they are, and pictures made small. Bytes in, bytes out."""
