using MoeNotebooks.Performance.Communication;

namespace MoeNotebooks.Tests.Performance.Communication;

public sealed class DispatchTallyTests
{
    [Fact]
    public void A_token_counts_once_per_device_and_skipped_slots_not_at_all()
    {
        var tally = new DispatchTally(experts: 8, devices: 4);
        tally.Add([0, 1, -1, 2, 4, 7], active: 3);
        tally.Tokens.ShouldBe(2);
        tally.Mean.ShouldBe(2); // one device, then three
    }

    [Fact]
    public void Tokens_drawn_together_count_as_one_draw_for_the_error()
    {
        var (apart, together) = (new DispatchTally(8, 4), new DispatchTally(8, 4));
        long[] same = [0, 1],
            different = [0, 2];
        for (var i = 0; i < 10; i++)
        {
            var token = i < 5 ? same : different;
            apart.Add(token, active: 2);
        }

        together.Add([.. Enumerable.Repeat(same, 5).SelectMany(token => token)], active: 2);
        together.Add([.. Enumerable.Repeat(different, 5).SelectMany(token => token)], active: 2);
        together.Mean.ShouldBe(apart.Mean);
        apart.StandardError.ShouldBe(0.5 / Math.Sqrt(10), 1e-12);
        together.StandardError.ShouldBe(apart.StandardError * Math.Sqrt(5), 1e-12);
    }
}
