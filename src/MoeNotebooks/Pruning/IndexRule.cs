namespace MoeNotebooks.Pruning;

/// <summary>Which indices <see cref="ByIndex"/> keeps.</summary>
public enum IndexRule
{
    /// <summary>0, 2, 4, ... first.</summary>
    Even,

    /// <summary>1, 3, 5, ... first.</summary>
    Odd,

    /// <summary>The lowest.</summary>
    First,

    /// <summary>The highest.</summary>
    Last,
}
