namespace MoeNotebooks.Tokenization;

/// <summary>Whether a begin-of-sequence token is prefixed when special tokens are asked for.</summary>
public enum BosMode
{
    /// <summary>
    /// What the file's post-processor adds, or else <c>add_bos_token</c> of <c>tokenizer_config.json</c>.
    /// </summary>
    Auto,

    /// <summary>No BOS, whatever the files say.</summary>
    Never,

    /// <summary>Exactly one BOS.</summary>
    Always,
}
