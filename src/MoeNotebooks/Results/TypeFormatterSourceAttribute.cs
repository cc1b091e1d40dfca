namespace MoeNotebooks.Results;

/// <summary>
/// Names the class that formats a type in a notebook. .NET Interactive goes by this attribute's name and shape
/// ("convention-based formatter sources"), so the library needs no reference to it and works in any version.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
internal sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    public Type FormatterSourceType { get; } = formatterSourceType;

    public string[] PreferredMimeTypes { get; set; } = [];
}
