namespace MoeNotebooks.Training.MiniWorld;

/// <summary>How persons are spoken of.</summary>
internal static class PersonProperties
{
    private static readonly Property Job = new(
        EntityKind.Person,
        "job",
        [
            "baker",
            "teacher",
            "farmer",
            "sailor",
            "doctor",
            "painter",
            "singer",
            "tailor",
            "miner",
            "gardener",
            "judge",
            "barber",
        ],
        ["{E} is a {v}.", "{E} works as a {v}.", "The job of {e} is {v}."],
        ["What is the job of {e}?", "What does {e} work as?"],
        "{v}",
        ["On the door of {e} you read", "The town is proud of {e} the"],
        "went to work as a {v}."
    );

    private static readonly Property Hobby = new(
        EntityKind.Person,
        "hobby",
        ["chess", "dancing", "swimming", "reading", "fishing", "painting", "running", "singing", "cycling", "knitting"],
        ["{E} likes {v}.", "The hobby of {e} is {v}.", "{E} is very good at {v}."],
        ["What is the hobby of {e}?", "What does {e} like?"],
        "{v}",
        ["Nothing makes {e} as happy as", "On Sundays {e} has time for"],
        "spoke only of {v}."
    );

    private static readonly Property Drink = new(
        EntityKind.Person,
        "drink",
        ["tea", "coffee", "milk", "juice", "cocoa", "lemonade", "water", "cider"],
        ["{E} drinks {v}.", "{E} always orders {v}.", "{E} loves a cup of {v}."],
        ["What does {e} drink?", "What does {e} order?"],
        "{v}",
        ["The waiter brings {e} a glass of", "In the cup of {e} there is"],
        "ordered a glass of {v}."
    );

    private static readonly Property Pet = new(
        EntityKind.Person,
        "pet",
        ["cat", "dog", "goat", "horse", "parrot", "rabbit", "pony", "hen"],
        ["{E} has a {v}.", "{E} goes for a walk with a {v}.", "The pet of {e} is a {v}."],
        ["What is the pet of {e}?", "Which animal does {e} have?"],
        "a {v}",
        ["At home {e} is greeted by", "In the garden of {e} there is"],
        "came with a {v}."
    );

    public static IReadOnlyList<Property> All { get; } = [Job, Hobby, Drink, Pet];

    public static IReadOnlyList<Rule> Rules { get; } =
    [
        new(
            Job,
            [
                "bakery",
                "school",
                "field",
                "ship",
                "hospital",
                "studio",
                "theatre",
                "shop",
                "mine",
                "park",
                "court",
                "salon",
            ],
            "A {v} works in the {c}.",
            ["Where does {e} work?", "To which place does {e} go in the morning?"],
            "the {c}"
        )
        {
            Far = new(
                [
                    "bread",
                    "chalk",
                    "clay",
                    "tar",
                    "spirit",
                    "oil",
                    "powder",
                    "cloth",
                    "iron",
                    "lilies",
                    "ink",
                    "perfume",
                ],
                "The {c} smells of {f}.",
                "What does the coat of {e} smell of?"
            ),
        },
        new(
            Hobby,
            ["a board", "music", "a pool", "a book", "a rod", "a brush", "shoes", "a voice", "a bicycle", "needles"],
            "For {v} you need {c}.",
            ["What does {e} need on a free day?", "Which present does {e} wish for?"],
            "{c}"
        ),
        new(
            Drink,
            ["a kettle", "a mill", "a cow", "an orchard", "a pot", "a jug", "a well", "a barrel"],
            "All {v} comes out of {c}.",
            ["What must be near {e} at noon?", "What does {e} fill a cup from?"],
            "{c}"
        ),
        new(
            Pet,
            ["purrs", "barks", "bleats", "neighs", "talks", "hops", "trots", "clucks"],
            "A {v} is an animal that {c}.",
            ["What does the pet of {e} do?", "What is heard at the home of {e}?"],
            "it {c}"
        ),
    ];
}
