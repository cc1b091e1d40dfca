using Markdig;

namespace MoeNotebooks.Cli.Reports;

/// <summary>Markdown as safe HTML.</summary>
internal static class MarkdownHtml
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables()
        .UseGridTables()
        .UseEmphasisExtras()
        .UseListExtras()
        .UseTaskLists()
        .UseFootnotes()
        .UseAutoLinks()
        .UseMathematics()
        .Build();

    public static string Of(string markdown) => SafeHtml.Of(MathHtml.In(Markdown.ToHtml(markdown, Pipeline)));
}
