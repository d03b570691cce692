# A small ViT for pictures of 32 pixels
small_vit = dict(embed_dims=96, num_layers=4, num_heads=3, feedforward_channels=384)
