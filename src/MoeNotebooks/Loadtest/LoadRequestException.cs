namespace MoeNotebooks.Loadtest;

/// <summary>One request of a load test failed; it is counted, and the test goes on.</summary>
/// <param name="reason">Why, alike for requests that failed alike.</param>
/// <param name="inner">What caused it.</param>
internal sealed class LoadRequestException(string reason, Exception? inner = null) : Exception(reason, inner);
