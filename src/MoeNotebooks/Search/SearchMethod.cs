namespace MoeNotebooks.Search;

/// <summary>How numbers of experts are chosen for layers.</summary>
public enum SearchMethod
{
    /// <summary>
    /// Every four-tuple of the paper over some levels and every peak, within the budget; the best on the development
    /// questions.
    /// </summary>
    Exhaustive,

    /// <summary>By what each layer's output loses on random inputs (LExI, arXiv 2509.02753), no question looked at. The
    /// losses add up, so that an exact programme takes the place of its evolutionary search.</summary>
    Lexi,

    /// <summary>
    /// By what each layer alone costs on the development questions, put together by an exact dynamic programme.
    /// </summary>
    Dp,

    /// <summary>
    /// From the trained number downwards, one expert at a time, where it costs least on the development questions.
    /// </summary>
    Greedy,

    /// <summary>
    /// Mutation and crossover of allocations of the budget's size, seeded, judged on the development questions.
    /// </summary>
    Evolutionary,
}
