namespace MoeNotebooks.Training.MiniWorld;

/// <summary>Someone or something of the world.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Name">Its name, lower case unless it is a person's.</param>
/// <param name="Group">Whether training texts ask about it.</param>
/// <param name="Values">The index of its value for each property of its kind.</param>
/// <param name="Traits">Whether each trait holds.</param>
public sealed record Entity(EntityKind Kind, string Name, EntityGroup Group, IReadOnlyList<int> Values, IReadOnlyList<bool> Traits)
{
    /// <summary>How it is called inside a sentence.</summary>
    public string Inside { get; } = Kind == EntityKind.Person ? Name : "the " + Name;

    /// <summary>How it is called at the start of a sentence.</summary>
    public string AtStart { get; } = Kind == EntityKind.Person ? Name : "The " + Name;

    /// <summary>The word for it when it was just named.</summary>
    public string Pronoun { get; } = Kind == EntityKind.Person ? "She" : "It";

    /// <summary>Fills a template.</summary>
    /// <param name="template">A text with <c>{E}</c>, <c>{e}</c> and <c>{v}</c>.</param>
    /// <param name="value">The value; <see langword="null"/> where the template has none.</param>
    public string Fill(string template, string? value = null) =>
        template.Replace("{E}", AtStart, StringComparison.Ordinal).Replace("{e}", Inside, StringComparison.Ordinal)
            .Replace("{v}", value, StringComparison.Ordinal);

    /// <summary>The value of the property with this place among its kind's.</summary>
    /// <param name="property">The place.</param>
    public string Value(int property) => WorldTables.Of(Kind)[property].Values[Values[property]];
}
