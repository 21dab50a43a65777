"""What each kind of standing need is called, on the one page that shows it."""

from device_rules.vocabulary import Exemption

KINDS = {
    Exemption.MEDICAL: "Medical",
    Exemption.ADJUSTMENT: "Reasonable adjustment",
    Exemption.YOUNG_CARER: "Young carer",
    Exemption.EMERGENCY: "Family emergency",
}
