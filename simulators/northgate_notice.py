"""What Northgate's pupils accept before they use a PC."""

NOTICE = "\n\n".join(
    (
        "Using Northgate's PCs",
        "Use this PC for school work, under your own login. Keep your password to yourself.",
        "Be kind in what you write, and ask before you share a picture of somebody.",
        "In a lesson your teacher can see your screen. The bar at the top says who is looking, always. "
        "Nobody records what you type.",
        "If something worries you, press Report: it goes to the safeguarding team and to nobody else. "
        "If something unsuitable turns up, press Hide: your screen is covered at once, and you are not in "
        "trouble.",
    )
)
