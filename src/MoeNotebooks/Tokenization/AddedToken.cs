namespace MoeNotebooks.Tokenization;

/// <summary>A token that is found in the text before the model sees it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Content">Its text.</param>
/// <param name="SingleWord">Whether it counts only between characters that are no letters.</param>
/// <param name="StripsLeft">Whether it takes the white space before it along.</param>
/// <param name="StripsRight">Whether it takes the white space after it along.</param>
/// <param name="IsNormalized">Whether it is looked for in normalised text.</param>
/// <param name="IsSpecial">Whether decoding can leave it out.</param>
internal sealed record AddedToken(
    int Id,
    string Content,
    bool SingleWord,
    bool StripsLeft,
    bool StripsRight,
    bool IsNormalized,
    bool IsSpecial
);
