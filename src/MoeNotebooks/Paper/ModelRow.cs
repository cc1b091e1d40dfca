namespace MoeNotebooks.Paper;

/// <summary>
/// A row of table 1: the sizes of a model as printed (see <see cref="PaperErrata"/> for what is wrong in them).
/// </summary>
/// <param name="Model">The model's name.</param>
/// <param name="Experts">Routed experts per layer, n_e.</param>
/// <param name="ActiveExperts">Experts a token uses, n_a.</param>
/// <param name="Hidden">Hidden size, d.</param>
/// <param name="ExpertWidth">Intermediate size of one routed expert, d_e.</param>
/// <param name="PrintedSharedWidth">What the table calls the shared experts' size, d_s.</param>
/// <param name="ActiveWidth">n_a * d_e, called d_a.</param>
/// <param name="PrintedSharePercent">d_a / (d_s + d_a) as printed, in percent.</param>
/// <param name="Router">The function that turns router scores into weights.</param>
public sealed record ModelRow(
    string Model,
    int Experts,
    int ActiveExperts,
    int Hidden,
    int ExpertWidth,
    int PrintedSharedWidth,
    int ActiveWidth,
    double PrintedSharePercent,
    string Router
)
{
    /// <summary>
    /// The routed share of an MoE layer's active width, in percent, for a given width of the shared experts.
    /// </summary>
    /// <param name="sharedWidth">Intermediate size of all shared experts together.</param>
    public double RoutedSharePercent(int sharedWidth) => 100.0 * ActiveWidth / (sharedWidth + ActiveWidth);
}
