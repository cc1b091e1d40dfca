namespace MoeNotebooks.Evaluation.Remote;

/// <summary>An engine did not answer after all attempts; another one may.</summary>
internal sealed class EngineDownException(string reason, Exception? inner = null) : Exception(reason, inner);
