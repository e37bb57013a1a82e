"""The production server: granian for the sockets, the application in a few threads, and what lies between them.

``master.py`` runs the processes; in each, ``gateway.py`` passes complete requests to the application and complete
answers to the server, so that no thread of the application ever waits for a client's connection.
"""
