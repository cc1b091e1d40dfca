namespace MoeNotebooks.Progress;

/// <summary>One step under way.</summary>
public interface IProgressTask : IDisposable
{
    /// <summary>Tells that more items are done; may be called from any thread.</summary>
    /// <param name="items">How many more.</param>
    void Advance(long items = 1);
}
