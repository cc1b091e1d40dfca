namespace MoeNotebooks.Tokenization.PreTokenization;

/// <summary>Which pieces a metaspace is put before.</summary>
internal enum PrependScheme
{
    /// <summary>Every piece between added tokens.</summary>
    Always,

    /// <summary>The piece that begins the input.</summary>
    First,

    /// <summary>None.</summary>
    Never,
}
