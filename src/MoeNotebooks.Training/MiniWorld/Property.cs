namespace MoeNotebooks.Training.MiniWorld;

/// <summary>
/// A property that every entity of one kind has, and how it is spoken of. In the texts, <c>{E}</c> and <c>{e}</c> stand
/// for the entity at the start of a sentence and inside it, <c>{v}</c> for the value.
/// </summary>
/// <param name="Kind">The kind of entity that has it.</param>
/// <param name="Name">Its name.</param>
/// <param name="Values">Its possible values.</param>
/// <param name="Statements">Sentences that tell it.</param>
/// <param name="Questions">Questions that ask for it.</param>
/// <param name="Answer">The answer to such a question.</param>
/// <param name="Stems">Beginnings of a sentence that the value ends.</param>
/// <param name="Tail">What an entity does that only one with this value does: the end of a WinoGrande sentence.</param>
public sealed record Property(
    EntityKind Kind,
    string Name,
    IReadOnlyList<string> Values,
    IReadOnlyList<string> Statements,
    IReadOnlyList<string> Questions,
    string Answer,
    IReadOnlyList<string> Stems,
    string Tail
);
