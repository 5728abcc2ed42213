"""The links of the chain: what moves a city in one quarter, a file each."""
