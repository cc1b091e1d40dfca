namespace MoeNotebooks.Server.Answers;

/// <summary>Tokens that a request took and gave.</summary>
internal sealed record Usage(int PromptTokens, int CompletionTokens, int TotalTokens)
{
    public static Usage Of(int prompt, int completion) => new(prompt, completion, prompt + completion);
}
