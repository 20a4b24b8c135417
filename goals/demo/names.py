"""Invented students' names, as varied as in an American school: accents, hyphens, apostrophes, spaces."""

from dataclasses import dataclass

import numpy as np

# Lists of words, because a literal of 130 strings is harder to read.
GIVEN_NAMES = tuple(
    """
    Aaliyah Abigail Adrián Ahmed Aiden Alejandra Amara Amelia Anaya André Angel Anh Anika Antonio Arjun Asher Aubrey
    Ava Beatriz Benjamin Brianna Caleb Camila Carter Chinedu Chloe Claire Connor D'Andre Daisy Daniela Darius David
    Diego Elena Eli Elijah Emma Esmé Ethan Eva Ezra Fatima Faith Felix Fiona Gabriel Genesis Grace Hana Hannah Henry
    Hudson Ibrahim Imani Isaac Isabella Jada Jaylen Jamal Jasmine Ja'Nae Jesús Jin Joaquín Jonah José Josephine Jude
    Kai Kayla Keisha Kenji Khadija Kiara Lan Layla Leilani Leo Liam Lila Logan Lucía Luke Maeve Malik Mary-Kate Mason
    Mateo Maya Mei Micah Miguel Mila Minh Naomi Nasir Nia Nicolás Noah Nora Oliver Omar Owen Paloma Penelope Priya
    Quinn Rafael Rashad Renée Riley Rosa Ruth Ryan Sadie Samir Santiago Sara Sebastián Sienna Sofía Stella Tariq
    Thomas Tomás Trinity Uma Valentina Victor Violet Wyatt Xavier Ximena Yara Yusuf Zara Zion Zoë
    """.split()  # noqa: SIM905
)
FAMILY_NAMES = (
    *"""
    Abdi Acosta Adeyemi Ahmed Alvarez Anderson Baker Banks Barnes Begay Bell Bennett Bianchi Boateng Brooks Brown
    Bui Campbell Carter Castillo Chang Chavez Chen Clark Coleman Cooper Cruz D'Amico Daniels Davis Delgado Diaz Dixon
    Duarte Edwards Ellis Espinoza Evans Fischer Flores Foster Garcia García-López Gibson Gómez Gonzalez Grant Green
    Gutierrez Hall Harris Hassan Hernandez Hill Hoang Howard Hughes Ibarra Iyer Jackson Jensen Jiménez Johnson Jones
    Joseph Kahananui Kaur Kelly Khan Kim King Kowalski Kumar Le Lee Lewis Li Lin Long Lopez Martin Martínez-Reed
    Mbeki McCoy McDonald Mehta Mendoza Miller Mitchell Mohamed Moore Morales Murphy Muñoz Nakamura Nelson Ng Nguyen
    Nowak Núñez O'Brien O'Neal Obi Okafor Ortiz Owens Park Patel Pérez Peterson Pham Phillips Powell Price Quiñones
    Ramirez Reed Reyes Richardson Rivera Roberts Robinson Rogers Ruiz Russo Salazar Sanchez Santos Schmidt Scott Shah
    Silva Simmons Singh Smith-Rivera Smith Soto Stewart Suárez Sullivan Taylor Thao Thomas Thompson Torres Tran Tsosie
    Turner Valdez Vargas Vasquez Vu Walker Wang Ward Washington Watson White Williams Wilson Wong Wood Wright Wu Yang
    Yazzie Young Zapata Zhang Zuñiga
    """.split(),  # noqa: SIM905
    "de la Cruz",
    "Van Buren",
)


@dataclass(frozen=True)
class Name:
    given: str
    family: str


def student_names(rng: np.random.Generator, count: int) -> tuple[Name, ...]:
    """``count`` names of which no two are the same; family names recur, as they do."""
    pairs = rng.choice(len(GIVEN_NAMES) * len(FAMILY_NAMES), size=count, replace=False)
    return tuple(Name(GIVEN_NAMES[pair // len(FAMILY_NAMES)], FAMILY_NAMES[pair % len(FAMILY_NAMES)]) for pair in pairs)


def student_numbers(rng: np.random.Generator, count: int) -> tuple[str, ...]:
    """Six digits, the first of them zero: a spreadsheet that drops it is part of the demo."""
    return tuple(f"{number:06d}" for number in rng.choice(np.arange(10_000, 99_999), size=count, replace=False))
