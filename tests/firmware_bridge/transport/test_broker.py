import pytest

from firmware_bridge.transport.broker import Broker, BrokerUrlError, broker_from_env, parse_broker


def test_a_url_says_where_and_who():
    assert parse_broker("mqtt://broker.school") == Broker("broker.school", 1883)
    assert parse_broker("mqtts://gate%201:s%3Aecret@[::1]:9000/") == Broker(
        "::1", 9000, True, "gate 1", "s:ecret"
    )


@pytest.mark.parametrize(
    "url",
    ["", "broker", "http://broker", "mqtt://", "mqtt://:1883", "mqtt://a:port", "mqtt://a/b", "mqtt://a..b"],
)
def test_what_is_no_broker_gets_one_sentence(url):
    with pytest.raises(BrokerUrlError, match="write mqtt://host:1883"):
        parse_broker(url)


def test_a_password_is_never_shown():
    broker = parse_broker("mqtt://user:hunter2@broker")
    assert "hunter2" not in f"{broker} {broker!r}"
    with pytest.raises(BrokerUrlError) as caught:
        parse_broker("mqtt://user:hunter2@broker/x")
    assert "hunter2" not in str(caught.value)


def test_credentials_come_from_the_environment_or_a_file(tmp_path):
    secret = tmp_path / "password"
    secret.write_text("from-file\n")
    env = {"SCHOOLBELL_BROKER_USERNAME": "bridge", "SCHOOLBELL_BROKER_PASSWORD": "from-env"}
    assert broker_from_env("mqtt://a", env) == Broker("a", 1883, False, "bridge", "from-env")
    env["SCHOOLBELL_BROKER_PASSWORD_FILE"] = str(secret)
    assert broker_from_env("mqtt://a", env).password == "from-file"
    assert broker_from_env("mqtt://other@a", env).username == "other"


def test_a_missing_password_file_is_named():
    with pytest.raises(BrokerUrlError, match="/nowhere"):
        broker_from_env("mqtt://a", {"SCHOOLBELL_BROKER_PASSWORD_FILE": "/nowhere"})


def test_the_authority_comes_from_a_file_that_is_named(tmp_path):
    with pytest.raises(BrokerUrlError, match="SCHOOLBELL_BROKER_CA"):
        broker_from_env("mqtts://a", {"SCHOOLBELL_BROKER_CA": "/nowhere"})
    (tmp_path / "ca.crt").write_text("not one")
    with pytest.raises(BrokerUrlError, match="no certificate"):
        broker_from_env("mqtts://a", {"SCHOOLBELL_BROKER_CA": str(tmp_path / "ca.crt")})
    assert broker_from_env("mqtts://a", {}).ca == ""
