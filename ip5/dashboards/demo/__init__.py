"""The demo: invented people, the seed's history, and proposals that go through the product's own deeds."""
