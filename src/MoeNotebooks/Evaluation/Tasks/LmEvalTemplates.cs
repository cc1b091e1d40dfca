namespace MoeNotebooks.Evaluation.Tasks;

/// <summary>A task's templates as lm-eval's results file names them.</summary>
/// <param name="Text"><c>doc_to_text</c>.</param>
/// <param name="Target"><c>doc_to_target</c>.</param>
/// <param name="Choice"><c>doc_to_choice</c>: a template, or a list of strings.</param>
public sealed record LmEvalTemplates(string Text, string Target, object Choice);
