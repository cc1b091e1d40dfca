namespace MoeNotebooks.Datasets;

/// <summary>What a field of a data set holds.</summary>
public enum FieldKind
{
    /// <summary>A string.</summary>
    Text,

    /// <summary>A whole number; a class label is one.</summary>
    Integer,

    /// <summary>A list of strings, inside an object: <c>choices.text</c>.</summary>
    TextList,
}
