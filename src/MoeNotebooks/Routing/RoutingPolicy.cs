namespace MoeNotebooks.Routing;

/// <summary>How many experts every MoE layer uses, as a value.</summary>
public abstract record RoutingPolicy;
