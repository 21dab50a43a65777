"""Names for people who do not exist."""

GIVEN_NAMES = tuple(
    """
    Aaliyah Aaron Abigail Adam Aisha Alfie Amara Amelia Amir Ananya Archie Arjun Ava Ayaan Beatrice Ben
    Bethany Callum Chloe Daisy Daniel Dylan Ebony Edward Eleanor Elijah Eliza Ella Emily Erin Esme Ethan
    Eva Ewan Faith Fatima Finley Freddie Freya George Grace Hamza Hannah Harley Harriet Harry Hassan
    Henry Holly Ibrahim Imogen Isaac Isabella Isla Jack Jacob Jaden Jamal James Jasmine Jessica Joseph
    Joshua Jude Kai Kayla Keira Kian Lara Layla Leah Leo Lewis Liam Lily Logan Lola Louis Lucas Lucy
    Luke Maisie Maryam Mason Matilda Max Maya Megan Mia Mila Mohammed Molly Nadia Nathan Niamh Nikhil
    Noah Olivia Omar Oscar Owen Phoebe Poppy Priya Rafael Rania Reuben Rhys Riley Rory Rosa Rosie Ruby
    Ryan Saanvi Samuel Sara Scarlett Sebastian Shanice Sienna Sofia Sophie Tariq Theo Thomas Toby Tyler
    Umar Victoria Willow William Yasmin Yusuf Zac Zain Zara Zoe
    """.split()
)
FAMILY_NAMES = tuple(
    """
    Adams Adeyemi Ahmed Akhtar Ali Anderson Andrews Asante Atkinson Bailey Baker Banerjee Barnes Begum
    Bell Bennett Bhatt Boateng Brooks Brown Burton Campbell Carter Chan Chapman Chaudhry Chen Clark Cole
    Cook Cooper Costa Cox Cunningham Davies Dawson Dean Desai Dixon Doyle Edwards Eze Evans Farah Fisher
    Foster Fox Gallagher Gibson Gill Gordon Graham Grant Gray Green Griffiths Hall Hamilton Harding
    Harris Hart Harvey Hassan Hayes Henderson Hill Holmes Hughes Hunt Hussain Ibrahim Iqbal Jackson
    Jenkins Johnson Jones Kaur Kelly Kennedy Khan King Kowalski Kumar Lawson Lee Lewis Lloyd Mahmood
    Malik Marshall Martin Mason Matthews McDonald Mensah Miah Mills Mitchell Moore Morgan Morris Murphy
    Murray Mwangi Nguyen Novak Nowak O'Brien O'Connor Okoye Oliver Osman Owen Palmer Parker Patel Pearce
    Pereira Phillips Popescu Powell Price Rahman Reid Richardson Roberts Robinson Rogers Rose Russell
    Ryan Saunders Scott Shah Sharma Shaw Simpson Singh Smith Spencer Stewart Sullivan Taylor Thomas
    Thompson Turner Uddin Walker Walsh Ward Watson Webb White Williams Wilson Wood Wright Yilmaz Young
    Yusuf Zhang
    """.split()
)
SUBJECTS = (
    ("Ma", "Mathematics"),
    ("En", "English"),
    ("Sc", "Science"),
    ("Hi", "History"),
    ("Gg", "Geography"),
    ("Fr", "French"),
    ("Ar", "Art"),
    ("Mu", "Music"),
    ("Pe", "Physical education"),
    ("Re", "Religious studies"),
)
