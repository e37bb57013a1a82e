from flask import Blueprint

blueprint = Blueprint("preparing", __name__)
