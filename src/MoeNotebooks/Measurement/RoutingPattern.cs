namespace MoeNotebooks.Measurement;

/// <summary>Who chooses the experts of a layer that is timed.</summary>
public enum RoutingPattern
{
    /// <summary>The layer's own router.</summary>
    Router,

    /// <summary>Every token gets the first n_a experts: a mixture that reads as little as its dense twin.</summary>
    SameExperts,

    /// <summary>
    /// One token after the other gets the next n_a experts: as many are read as can be, with as many tokens each.
    /// </summary>
    RoundRobin,
}
