from flask import Blueprint

blueprint = Blueprint("owner", __name__)
