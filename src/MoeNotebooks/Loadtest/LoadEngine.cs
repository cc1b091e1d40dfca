namespace MoeNotebooks.Loadtest;

/// <summary>An engine under load.</summary>
/// <param name="Target">What is asked.</param>
/// <param name="Experts">What it runs with.</param>
internal sealed record LoadEngine(ILoadTarget Target, MeasuredExperts Experts);
