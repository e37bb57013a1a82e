"""Proving that mail is set up: `flask --app wsgi mail-test ADDRESS` says in words what is right and what is wrong.

`sending.py` sends a real mail as the worker does, `dns_records.py` asks DNS for what other servers ask of a sender,
`mailbox.py` opens the mailbox in which answers arrive; `commands.py` says what they found.
"""
