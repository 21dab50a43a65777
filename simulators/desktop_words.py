"""What fictional pupils write, read and program."""

ESSAYS = {
    "Macbeth essay": (
        "How does Shakespeare present ambition in Macbeth? At the start of the play Macbeth is a loyal "
        "soldier who is praised by the King, but the prophecy of the witches wakes an ambition that was "
        "already there. When he says that he has no spur to prick the sides of his intent, Shakespeare "
        "uses the image of a rider and a horse to show that only ambition drives him on. Lady Macbeth "
        "fears that he is too full of the milk of human kindness. This suggests that goodness is natural "
        "to him and that it must be emptied out before he can act. In Act 3 the balance changes and "
        "Macbeth no longer asks for her advice. An audience in 1606 would have seen the murder of a king "
        "as a crime against nature itself, which is why the night is full of storms and the horses eat "
        "each other."
    ),
    "The Great Fire of London": (
        "The Great Fire began in a bakery in Pudding Lane on Sunday 2 September 1666. The summer had been "
        "hot and dry, the houses were built of timber, and a strong wind blew from the east. People first "
        "tried to save their belongings and filled the streets with carts, so that the fire could not be "
        "reached. Samuel Pepys wrote in his diary that the pigeons were loth to leave their houses until "
        "their wings were burned. The Lord Mayor waited too long before he had houses pulled down to make "
        "fire breaks. By Thursday four fifths of the city had gone, with 13,200 houses and 87 churches. "
        "In my opinion the most important reason for the spread was the wind, because narrow streets had "
        "been there for centuries without such a fire."
    ),
    "Rivers field trip": (
        "Our hypothesis was that the river becomes wider, deeper and faster from its source to its mouth. "
        "We measured the width with a tape, the depth with a ruler at five points, and the speed with an "
        "orange that floated for ten metres. At site one the river was only 1.2 metres wide and the bed "
        "was full of large angular stones. At site four it was 6.8 metres wide and the stones were small "
        "and round, because attrition had worn them down. The speed did not fit our hypothesis at site "
        "three, where a fallen tree held the water back. To improve the investigation we would visit on "
        "more than one day and use a flow meter instead of an orange."
    ),
    "Photosynthesis practical": (
        "Aim: to find out how the intensity of light affects the rate of photosynthesis in pondweed. We "
        "put a lamp at 10, 20, 30, 40 and 50 centimetres from the beaker and counted the bubbles of "
        "oxygen for one minute. We waited two minutes each time so that the plant could get used to the "
        "light. The control variables were the temperature of the water and the concentration of carbon "
        "dioxide. The results show that the number of bubbles falls as the lamp is moved away. The "
        "bubbles are not all of the same size, so a gas syringe would give a more accurate volume. Our "
        "anomalous result at 30 centimetres was left out of the mean."
    ),
    "My local area": (
        "The town where I live has changed a great deal since my grandparents came here. There used to be "
        "a mill beside the canal, and most families had somebody who worked in it. Today the mill is "
        "flats with a gym on the ground floor, and the people who live there travel into the city by "
        "train. I interviewed three shopkeepers for this project. Two of them said that trade was better "
        "on market days, and one said that parking was the greatest problem. If I were on the council I "
        "would close the high street to cars on Saturdays and plant trees along the river."
    ),
}

ARTICLES = {
    ("Volcanoes - Geography revision", "www.revise.example/geography/volcanoes"): (
        "What makes a volcano erupt?",
        (
            "Deep below the crust the mantle is hot enough to melt rock. Where two plates move apart, magma "
            "rises to fill the gap and builds a low shield volcano with runny lava."
        ),
        (
            "Where one plate is pushed below another, water in the sinking rock lowers its melting point. "
            "The magma is thick and full of gas, so the eruption is violent and the cone is steep."
        ),
        (
            "People live close to volcanoes because the soil is rich, because hot rocks give cheap power and "
            "because visitors come to see them."
        ),
        "Scientists watch for small earthquakes, a swelling of the ground and more sulphur in the air.",
    ),
    ("Ada Lovelace - Computing history", "www.museum.example/people/ada-lovelace"): (
        "The first programmer",
        (
            "Ada Lovelace was taught mathematics from the age of four. At seventeen she met Charles Babbage, "
            "who showed her a part of his Difference Engine at a party in London."
        ),
        (
            "In 1843 she translated a paper about his next machine, the Analytical Engine, and added notes "
            "that were three times as long as the paper."
        ),
        (
            "Note G describes, step by step, how the engine could work out the Bernoulli numbers. It is "
            "often called the first computer program, though the machine was never finished."
        ),
        "She saw further than calculation: the engine, she wrote, might compose music of any complexity.",
    ),
    ("Electricity and circuits", "www.science.example/ks3/circuits"): (
        "Series and parallel circuits",
        (
            "In a series circuit there is one path, so the current is the same everywhere. If one lamp "
            "breaks, all of them go out."
        ),
        (
            "In a parallel circuit each branch has the whole voltage of the cell. The currents in the "
            "branches add up to the current at the cell."
        ),
        (
            "Resistance is measured in ohms. A long thin wire has more resistance than a short thick one, "
            "because the electrons collide with more atoms on their way."
        ),
        "Quick check: what would an ammeter read if a second lamp were added in parallel?",
    ),
    ("Tudor medicine", "www.history.example/tudors/medicine"): (
        "Would you survive a Tudor doctor?",
        (
            "Most people in Tudor England never met a doctor. They went to a wise woman, a barber or an "
            "apothecary, and they trusted in herbs, prayer and a good night's sleep."
        ),
        (
            "Physicians believed in four humours. Too much blood made a fever, so the cure was to let some "
            "out with a blade or a jar of leeches."
        ),
        (
            "Vesalius cut up bodies to learn how they really worked, and found two hundred mistakes in the "
            "books that everybody used."
        ),
        "Henry VIII kept a cabinet of his own remedies, and mixed ointments for his friends.",
    ),
}

PROGRAMS = {
    "quiz.py": (
        "# A quiz with a high score table",
        "import random",
        "",
        "QUESTIONS = [",
        '    ("What is the capital of Peru?", "Lima"),',
        '    ("How many bits are in a byte?", "8"),',
        '    ("Who wrote The Tempest?", "Shakespeare"),',
        "]",
        "",
        "def ask(question, answer):",
        '    reply = input(question + " ")',
        "    if reply.strip().lower() == answer.lower():",
        '        print("Correct!")',
        "        return 1",
        '    print("No, it was", answer)',
        "    return 0",
        "",
        "def play():",
        "    score = 0",
        "    random.shuffle(QUESTIONS)",
        "    for question, answer in QUESTIONS:",
        "        score = score + ask(question, answer)",
        '    print("You scored", score, "out of", len(QUESTIONS))',
        "    return score",
        "",
        "play()",
    ),
    "bubble_sort.py": (
        "# Sort the marks of the class, and count the swaps",
        "marks = [54, 71, 38, 90, 66, 42, 83, 59]",
        "swaps = 0",
        "",
        "for last in range(len(marks) - 1, 0, -1):",
        "    swapped = False",
        "    for i in range(last):",
        "        if marks[i] > marks[i + 1]:",
        "            marks[i], marks[i + 1] = marks[i + 1], marks[i]",
        "            swaps = swaps + 1",
        "            swapped = True",
        "    if not swapped:",
        "        break",
        "",
        "print(marks)",
        'print("It took", swaps, "swaps")',
        "",
        "# Extension: how many swaps if the list is backwards?",
    ),
    "turtle_star.py": (
        "# Draw a spiral of stars",
        "from turtle import Turtle, Screen",
        "",
        'COLOURS = ["orange", "teal", "purple", "navy"]',
        "pen = Turtle()",
        "pen.speed(0)",
        "",
        "def star(size, colour):",
        "    pen.pencolor(colour)",
        "    for side in range(5):",
        "        pen.forward(size)",
        "        pen.right(144)",
        "",
        "for step in range(36):",
        "    star(20 + step * 6, COLOURS[step % len(COLOURS)])",
        "    pen.left(10)",
        "",
        "Screen().exitonclick()",
    ),
}

SHEETS = {
    "Tuck shop": (
        ("Item", "Monday", "Tuesday", "Total"),
        ("Apple", "Crisps", "Water", "Flapjack", "Juice", "Toast"),
    ),
    "Sports day": (("House", "Track", "Field", "Total"), ("Ash", "Birch", "Cedar", "Elm", "Oak", "Rowan")),
    "Rainfall": (("Month", "Roof", "Field", "Total"), ("Jan", "Feb", "Mar", "Apr", "May", "Jun")),
}
