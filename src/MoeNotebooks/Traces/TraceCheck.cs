using MoeNotebooks.Errors;

namespace MoeNotebooks.Traces;

/// <summary>What a block must be like before it is used; says token and layer.</summary>
internal static class TraceCheck
{
    public static TraceBlock Checked(string path, TraceHeader header, TraceBlock block)
    {
        var (n, experts) = (block.Tokens.Count, header.Rule.Experts);
        if (!header.MoeLayers.Contains(block.Layer))
        {
            throw new MoeDataException(
                path,
                $"layer {block.Layer}",
                $"is no MoE layer; those are {string.Join(", ", header.MoeLayers)}"
            );
        }

        if (
            block.Experts.Length != n * block.Slots
            || (block.Weights?.Length ?? block.Experts.Length) != block.Experts.Length
            || (block.Logits?.Length ?? (n * experts)) != n * experts
        )
        {
            throw new MoeDataException(
                path,
                $"step {block.Step}, layer {block.Layer}",
                $"has {block.Experts.Length} experts, {block.Weights?.Length} weights and {block.Logits?.Length} router outputs for {n} tokens of {block.Slots} of {experts} experts"
            );
        }

        for (var token = 0; token < n; token++)
        {
            CheckToken(path, block, token, header);
        }

        return block;
    }

    private static void CheckToken(string path, TraceBlock block, int token, TraceHeader header)
    {
        var experts = header.Rule.Experts;
        var slots = block.Experts.AsSpan(token * block.Slots, block.Slots);
        for (var i = 0; i < slots.Length; i++)
        {
            if (slots[i] < -1 || slots[i] >= experts)
            {
                throw new MoeDataException(
                    path,
                    Where(),
                    $"uses expert {slots[i]}; there are {experts}, counted from 0"
                );
            }

            if (slots[i] >= 0 && !header.Repeats && slots[..i].Contains(slots[i]))
            {
                throw new MoeDataException(path, Where(), $"uses expert {slots[i]} twice");
            }
        }

        string Where() => $"step {block.Step}, token {block.Tokens[token]}, layer {block.Layer}";
    }
}
