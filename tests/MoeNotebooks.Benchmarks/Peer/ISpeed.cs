namespace MoeNotebooks.Benchmarks.Peer;

/// <summary>An implementation to be timed.</summary>
internal interface ISpeed : IDisposable
{
    /// <summary>Runs a prompt.</summary>
    /// <param name="ids">Its tokens.</param>
    /// <returns>The scores of the next token.</returns>
    float[] Prompt(int[] ids);

    /// <summary>Runs tokens one after another.</summary>
    /// <param name="ids">[steps][batch].</param>
    void Decode(int[][] ids);
}
