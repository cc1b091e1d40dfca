namespace MoeNotebooks.Results;

/// <summary>How what was found here stands to the paper's claim.</summary>
public enum Agreement
{
    /// <summary>The claim was found to hold.</summary>
    Agrees,

    /// <summary>The claim was found to hold in part, or under conditions that the verdict names.</summary>
    AgreesInPart,

    /// <summary>The opposite was found, or the effect was not.</summary>
    Disagrees,

    /// <summary>What was run here cannot decide the claim.</summary>
    Undecided,
}
