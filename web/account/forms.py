from flask_wtf import FlaskForm  # type: ignore[import-untyped]  # ships no types
from wtforms import HiddenField, PasswordField, StringField  # type: ignore[import-untyped]  # as above
from wtforms.validators import InputRequired, Length  # type: ignore[import-untyped]  # as above


class LoginForm(FlaskForm):  # type: ignore[misc]  # its base has no types
    username = StringField("Username", [InputRequired("Type your username."), Length(max=100)])
    password = PasswordField("Password", [InputRequired("Type your password."), Length(max=500)])
    next = HiddenField()
