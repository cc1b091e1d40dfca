namespace MoeNotebooks.Loadtest;

/// <summary>What is said of an engine's experts.</summary>
internal enum ExpertClaim
{
    /// <summary>Experts per token, n_a.</summary>
    Active,

    /// <summary>Experts kept in every layer, n_e.</summary>
    Kept,
}
