namespace MoeNotebooks.Cli.Doctor;

/// <summary>How grave a finding is.</summary>
internal enum FindingState
{
    /// <summary>As it should be.</summary>
    Fine,

    /// <summary>Something will be slower, or one way in is closed; the rest works.</summary>
    Note,

    /// <summary>Nothing or little works.</summary>
    Wrong,

    /// <summary>Was not asked for.</summary>
    NotTried,
}
